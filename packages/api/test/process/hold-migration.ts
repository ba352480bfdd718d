// Run by the tests as a process of its own: migrates the given database with the given files, and may be killed meanwhile.
import { migrate } from '../../src/db/migrate.ts'

const [ownerUrl = '', migrationsDir = '', grantsFile = ''] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)
const applied = await migrate(ownerUrl, { migrationsDir, grantsFile, log: say })
say(`applied ${JSON.stringify(applied)}`)
