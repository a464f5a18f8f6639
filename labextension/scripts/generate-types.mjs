// TypeScript types from the JSON Schemas, which are the one definition of what is stored.
// `--check` writes nothing and exits with 1 where a generated file is not current.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFromFile } from 'json-schema-to-typescript';

const here = dirname(fileURLToPath(import.meta.url));
const schemas = join(here, '..', '..', 'schemas');
const generated = join(here, '..', 'src', 'model', 'generated');

export async function generate(name) {
  return compileFromFile(join(schemas, `${name}.schema.json`), {
    additionalProperties: false,
    bannerComment: `// Generated from schemas/${name}.schema.json by \`npm run types\`: change the schema, not this file.`,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110, trailingComma: 'none', arrowParens: 'avoid' }
  });
}

export async function stale(name) {
  const found = await readFile(join(generated, `${name}.ts`), 'utf8').catch(() => '');
  return found !== (await generate(name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(generated, { recursive: true });
  for (const name of ['codebook', 'reading']) {
    if (!process.argv.includes('--check'))
      await writeFile(join(generated, `${name}.ts`), await generate(name));
    else if (await stale(name)) {
      console.error(
        `src/model/generated/${name}.ts is not current: run \`npm run types\` and commit the result.`
      );
      process.exitCode = 1;
    }
  }
}
