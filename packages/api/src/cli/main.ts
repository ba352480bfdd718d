import { resolve } from 'node:path'
import { SCOPES, type Scope } from '@essaim/shared/actors.ts'
import { Command, InvalidArgumentError } from 'commander'
import { type Config, loadConfig, loadCredentials } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { roleOf, withDatabase } from '../db/reach.ts'
import { EXIT_CONFIG, EXIT_TRY_AGAIN, StartFailure } from '../lib/start-failure.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
/** Beside the result: what a script does not want to read. */
const tell = (line: string) => process.stderr.write(`${line}\n`)

/** Ends the command with its cause in one line. */
function fail(lines: string[], code: number): never {
  for (const line of lines) process.stderr.write(`${line}\n`)
  process.exit(code)
}

/** The configuration, read when a command runs: help needs none. */
function config(): Config {
  const loaded = loadConfig(process.env)
  return Array.isArray(loaded) ? fail(loaded, EXIT_CONFIG) : loaded
}

/** What commander says of a wrong command line. */
const inFrench = (text: string): string =>
  text
    .replace(/^error: /, '')
    .replace(/missing required argument '(.+)'/, 'il manque $1.')
    .replace(/required option '(.+)' not specified/, "il manque l'option $1.")
    .replace(/unknown option '(.+)'/, "l'option $1 n'existe pas.")
    .replace(/unknown command '(.+)'/, "la commande $1 n'existe pas.")
    .replace(/option '(.+)' argument missing/, "l'option $1 attend une valeur.")
    .replace(/option '(.+)' argument '.*' is invalid\. /, "l'option $1 attend des portées : ")
    .replace(/too many arguments.*/, 'il y a trop de mots.')
    .replace(/\(Did you mean (.+)\?\)/, '(Vouliez-vous dire $1 ?)')

const DEFAULT_SCOPES: Scope[] = ['innovations:read', 'feed:read']

/** Several scopes, one after the other or separated by commas. */
function addScopes(text: string, before: Scope[] = []): Scope[] {
  const added = text.split(',').map((word) => {
    const scope = SCOPES.find((one) => one === word.trim())
    if (!scope) throw new InvalidArgumentError(`« ${word} » n'en est pas une (le nom du partenaire vient avant).`)
    return scope
  })
  return [...new Set([...before, ...added])]
}

const count = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError(`« ${text} » n'est pas un nombre de 1 à 9999.`)
  return Number(text)
}

const append = (text: string, before: string[]): string[] => [...before, text]

type PullOptions = { from: string; into: string; filter: string[]; watch: boolean; verify: boolean }

const program = new Command('essaim')
  .description("Les commandes de l'exploitant d'Essaim.")
  .configureHelp({
    styleTitle: (title) =>
      ({ 'Usage:': 'Emploi :', 'Options:': 'Options :', 'Commands:': 'Commandes :', 'Arguments:': 'Arguments :' })[
        title
      ] ?? title,
    // Without commander's own English words for defaults and choices.
    optionDescription: ({ description }) => description,
  })
  .configureOutput({ outputError: (text, write) => write(inFrench(text)) })
  .usage('COMMANDE [options]')
  .helpOption('-h, --help', "affiche l'aide de la commande")
  .helpCommand('help [COMMANDE]', "affiche l'aide d'une commande")

program
  .command('migrate')
  .description('met la base au niveau de ce logiciel et rétablit les droits de l’application')
  .action(async () => {
    const applied = await withDatabase(config(), ({ ownerUrl, appUrl }) =>
      migrate(ownerUrl, { appRole: roleOf(appUrl), log: say }),
    )
    say(applied.length === 0 ? 'La base est à jour.' : `Migrations appliquées : ${applied.join(', ')}`)
  })

const imports = program.command('import').description('importe un fichier')
imports
  .command('associations')
  .description('importe un fichier CSV d’associations, avec leurs établissements et leurs dirigeants')
  .argument('<FILE>', 'le fichier CSV')
  .option('--dry-run', 'dit ce qui serait fait, sans rien changer', false)
  .option('--column <champ:en-tête...>', 'dit quelle colonne tient quel champ', [])
  .action(async (file: string, options: { dryRun: boolean; column: string[] }) => {
    const settings = config()
    const { importAssociationsFile } = await import('./import-associations.ts')
    const publicUrl = settings.publicUrl ?? `http://localhost:${settings.port}`
    await withDatabase(settings, ({ appUrl }) =>
      importAssociationsFile(appUrl, { file, dryRun: options.dryRun, columns: options.column, publicUrl, say }),
    )
  })

imports
  .command('innovations')
  .description('reprend les fiches d’un recensement antérieur, en brouillons que leurs associations confirment')
  .argument(
    '<FILE>',
    'le fichier CSV : une colonne par question (son code ou ses mots), et de quoi reconnaître l’association',
  )
  .option('--dry-run', 'dit ce qui serait fait, sans rien changer', false)
  .action(async (file: string, { dryRun }: { dryRun: boolean }) => {
    const settings = config()
    const { importInnovationsFile } = await import('./import-innovations.ts')
    const publicUrl = settings.publicUrl ?? `http://localhost:${settings.port}`
    await withDatabase(settings, ({ appUrl }) => importInnovationsFile(appUrl, { file, dryRun, publicUrl, say }))
  })

const admin = program.command('admin').description('gère les administrateurs')
admin
  .command('create')
  .description('ajoute un administrateur')
  .argument('<EMAIL>', 'son adresse, par laquelle il se connecte')
  .option('--name <nom>', 'son nom (« Administrateur » sinon)', 'Administrateur')
  .option('--password-stdin', "lit le mot de passe sur l'entrée standard, au lieu de le demander", false)
  .action(async (email: string, options: { name: string; passwordStdin: boolean }) => {
    const settings = config()
    const { askPassword, checkNewPassword, readPassword } = await import('./password.ts')
    const given = options.passwordStdin
      ? await readPassword()
      : await askPassword('Mot de passe (vide : en faire un) : ')
    if (given !== null) checkNewPassword(given, settings.production)
    const { readablePassword } = await import('../start.ts')
    const { createAdmin } = await import('./admin.ts')
    const password = given ?? readablePassword()
    await withDatabase(settings, ({ appUrl }) => createAdmin(appUrl, { email, name: options.name, password }))
    tell(`Administrateur ${email} ajouté.`)
    if (given !== null) return
    tell('Son mot de passe, affiché une seule fois :')
    say(password)
  })

const partner = program.command('partner').description('gère les fédérations partenaires')
partner
  .command('create')
  .description('ajoute une fédération partenaire, et affiche sa première clé')
  .argument('<NAME>', 'son nom')
  .option(
    '--scope <portée...>',
    `ce que la clé permet (innovations:read et feed:read sinon) : ${SCOPES.join(', ')}`,
    addScopes,
  )
  .action(async (name: string, options: { scope?: Scope[] }) => {
    const scopes = options.scope ?? DEFAULT_SCOPES
    const { createPartnerWithKey } = await import('./partner.ts')
    const { key, expires_at } = await withDatabase(config(), ({ appUrl }) =>
      createPartnerWithKey(appUrl, { name, scopes }),
    )
    tell(`Partenaire « ${name.trim()} » ajouté.`)
    tell(`Sa clé (${scopes.join(', ')} ; jusqu'au ${expires_at.toISOString().slice(0, 10)}), affichée une seule fois :`)
    say(key)
  })

const keys = program.command('keys').description('gère les clés de signature des jetons')
keys
  .command('rotate')
  .description('passe à la clé suivante : dès maintenant, ou dès qu’elle est publiée depuis un jour')
  .option(
    '--compromised',
    'la clé en cours a fui : la suivante signe aussitôt, et aucun jeton d’avant ne vaut plus',
    false,
  )
  .action(async ({ compromised }: { compromised: boolean }) => {
    const { rotateKeys } = await import('./keys.ts')
    await withDatabase(config(), ({ appUrl }) => rotateKeys(appUrl, { compromised, say }))
  })

const audit = program.command('audit').description('prouve que le journal est entier')
audit
  .command('verify')
  .description('recalcule toute la chaîne, et nomme chaque entrée modifiée ou manquante')
  .option('--checkpoint <texte|fichier>', 'un point de contrôle gardé ailleurs ; se répète', append, [])
  .action(async ({ checkpoint: checkpoints }: { checkpoint: string[] }) => {
    const settings = config()
    const { verifyAudit } = await import('./audit.ts')
    const publicUrl = settings.publicUrl ?? `http://localhost:${settings.port}`
    const whole = await withDatabase(settings, ({ appUrl }) => verifyAudit(appUrl, { checkpoints, publicUrl, say }))
    if (!whole) process.exitCode = 1
  })
audit
  .command('checkpoint')
  .description('signe où en est le journal : à garder ailleurs')
  .action(async () => {
    const settings = config()
    const { printCheckpoint } = await import('./audit.ts')
    const publicUrl = settings.publicUrl ?? `http://localhost:${settings.port}`
    await withDatabase(settings, ({ appUrl }) => printCheckpoint(appUrl, { publicUrl, say, tell }))
  })

program
  .command('pull')
  .description('tient à jour la copie d’une instance d’Essaim, une fiche par fichier, et la prouve par son empreinte')
  .requiredOption('--from <URL>', 'l’adresse de l’instance (https://essaim.example)')
  .requiredOption('--into <DIR>', 'le dossier de la copie')
  .option('--filter <nom=valeur>', 'ne suit qu’une partie (theme=…, department=…) ; se répète', append, [])
  .option('--watch', 'reste, et suit chaque changement dès qu’il paraît', false)
  .option('--verify', 'compare la copie à sa source, sans rien changer', false)
  .addHelpText(
    'after',
    '\nDans l’environnement : ESSAIM_KEY (une clé), ou ESSAIM_CLIENT_ID et ESSAIM_CLIENT_SECRET (un client OAuth) ; sans eux, ce qui est public.',
  )
  .action(async ({ filter: filters, ...options }: PullOptions) => {
    const credentials = loadCredentials(process.env)
    if (Array.isArray(credentials)) return fail(credentials, EXIT_CONFIG)
    const { pull } = await import('../following/pull.ts')
    await pull({ ...options, filters, credentials, say, tell })
  })

program
  .command('backup')
  .description(
    'copie tout dans un dossier pendant qu’Essaim tourne, et y fait suivre le journal : tout moment peut être repris',
  )
  .argument('[DIR]', 'le dossier des sauvegardes, sur un autre disque')
  .option('--keep <n>', 'combien de copies garder (7 sinon)', count, 7)
  .option('--noted', 'note seulement qu’un serveur à vous (DATABASE_URL) vient d’être sauvegardé par ses outils', false)
  .action(async (dir: string | undefined, { keep, noted }: { keep: number; noted: boolean }) => {
    const { backup, backupNoted } = await import('./backup.ts')
    if (noted) return backupNoted(config(), say)
    if (dir === undefined) return fail(['il manque DIR.'], 1)
    await backup(config(), resolve(dir), keep, { say, tell })
  })

program
  .command('restore')
  .description('remet en place une sauvegarde, à la fin de son journal ou à un moment ; Essaim est arrêté')
  .argument('<DIR>', 'le dossier des sauvegardes')
  .option('--to <moment>', 'à l’état de ce moment (2026-11-30T14:05:00+01:00)')
  .option('--verify', 'à l’essai seulement, à côté : dit si la sauvegarde est bonne', false)
  .action(async (dir: string, options: { to?: string; verify: boolean }) => {
    const { readTime, restore, verify } = await import('./restore.ts')
    const to = options.to === undefined ? null : readTime(options.to)
    await (options.verify ? verify : restore)(config(), resolve(dir), to, { say, tell })
  })

program
  .command('erasures')
  .description('écrit le registre des fiches effacées pour de bon, une ligne chacune')
  .option(
    '--replay',
    'lit un registre sur l’entrée standard, et efface à nouveau ce qu’une base restaurée a ramené',
    false,
  )
  .action(async ({ replay }: { replay: boolean }) => {
    const { printErasures, replayRegister } = await import('./erasures.ts')
    await (replay ? replayRegister(config(), process.stdin, say) : printErasures(config(), say))
  })

program
  .command('bounce')
  .description('note un message revenu, lu sur l’entrée standard comme un serveur de courrier le donne')
  .action(async () => {
    const settings = config()
    const { noteBounce } = await import('./bounce.ts')
    try {
      await withDatabase(settings, ({ appUrl }) => noteBounce(appUrl, process.stdin, say))
    } catch (error) {
      // the mail server keeps the message, and comes back with it
      fail([(error as Error).message], EXIT_TRY_AGAIN)
    }
  })

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof StartFailure) fail([error.message], error.exit)
  throw error
}
