// The settings' list of keys, from the one table of commands. `--check` writes nothing and exits with 1 where
// schema/plugin.json is not current.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = relative => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** Imports a TypeScript module. */
export async function load(relative) {
  const { outputFiles } = await build({
    entryPoints: [path(relative)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    logLevel: 'error'
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

export async function keySettings() {
  const { COMMANDS, GROUPS } = await load('src/view/commands/index.ts');
  const properties = {};
  for (const group of GROUPS) {
    for (const { id, title, keys } of COMMANDS.filter(command => command.group === group)) {
      properties[id] = {
        title,
        type: 'array',
        items: { type: 'string', title: 'Key' },
        default: [...keys]
      };
    }
  }
  return {
    title: 'Keys',
    description:
      'Keys inside an article and its panel, spelled as on its help sheet (press ?): j, ?, Ctrl+Z, Shift+ArrowLeft. ' +
      'No key: the command is in the palette and in the menu all the same.',
    type: 'object',
    properties,
    default: {}
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path('schema/plugin.json');
  const found = await readFile(file, 'utf8');
  const schema = JSON.parse(found);
  schema.properties.keys = await keySettings();
  const wanted = `${JSON.stringify(schema, null, 2)}\n`;
  if (!process.argv.includes('--check')) await writeFile(file, wanted);
  else if (wanted !== found) {
    console.error('schema/plugin.json is not current: run `npm run settings` and commit the result.');
    process.exitCode = 1;
  }
}
