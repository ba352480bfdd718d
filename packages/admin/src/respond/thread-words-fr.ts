/** French: the exchange with the federation. */
export const threadWords = {
  title: 'Échanges',
  lead: 'Une question sur cette réponse ? Votre fédération la lit ici, et vous répond ici et par courriel.',
  count: (n: number) => (n === 1 ? '1 message' : `${n} messages`),
  federation: 'Votre fédération',
  mine: 'vous',
  body: 'Votre message',
  send: 'Envoyer',
  sent: 'Message envoyé.',
  locked: 'Votre fédération a clos cet échange. Pour toute autre question, demandez de l’aide au bas de la page.',
}
