import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client'
import type { Identity, SignInUnderWay } from './identities.ts'

export type ProviderSettings = { issuer: string; clientId: string; clientSecret: string }

/** The federation's identity provider (OpenID Connect Core 1.0 §3.1, with PKCE, RFC 7636); found when it is first needed, and again after it was not. */
export function identityProvider({ issuer, clientId, clientSecret }: ProviderSettings, redirectUri: () => string) {
  let found: Promise<Configuration> | null = null
  const configuration = () => {
    found ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: 10,
      // the signature of the identity too, though it comes straight from the provider
      execute: [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
    }).catch((error) => {
      found = null
      throw error
    })
    return found
  }
  return {
    /** What a new sign-in has to keep until it ends. */
    begin: (): SignInUnderWay => ({ nonce: randomNonce(), code_verifier: randomPKCECodeVerifier() }),

    /** Where the browser goes to sign in. */
    async address({ nonce, code_verifier }: SignInUnderWay, state: string): Promise<URL> {
      return buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri(),
        scope: 'openid email',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(code_verifier),
        code_challenge_method: 'S256',
      })
    },

    /** Who came back, by what the provider itself says; throws unless everything agrees. */
    async identityOf(query: string, state: string, { nonce, code_verifier }: SignInUnderWay): Promise<Identity> {
      const config = await configuration()
      // our own address, whatever host the request named
      const tokens = await authorizationCodeGrant(config, new URL(`${redirectUri()}?${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: code_verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) throw new Error('no identity')
      const { email, email_verified } =
        claims.email === undefined && config.serverMetadata().userinfo_endpoint
          ? await fetchUserInfo(config, tokens.access_token, claims.sub)
          : claims
      return {
        issuer: claims.iss,
        subject: claims.sub,
        email: typeof email === 'string' ? email : null,
        email_verified: email_verified === true,
      }
    },
  }
}
