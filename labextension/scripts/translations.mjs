// Checks the translations: every text of the interface is marked for translation, and every language has it.
// Without `--check`, texts that a language lacks are added to its catalogue, empty, to be filled in.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { load } from './generate-settings.mjs';

const root = new URL('../', import.meta.url);
const path = relative => fileURLToPath(new URL(relative, root));
const CATALOGUES = path('../src/annotator/locale');
const DOMAIN = 'jupyter_annotator';
const ROOMS = ['src/view', 'src/jupyterlab'];
/** Attributes that people read or hear. */
const SAID = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'title',
  'placeholder',
  'alt'
]);
/** Two words with a blank between them are a sentence's, unless the file's strings are CSS. */
const SENTENCE = /\p{L}{2,} \p{L}{2,}/u;
const STYLES = ['src/view/article/highlight.ts'];
/** The same in every language. */
const NAMES = ['Python', 'Esc', 'Del', 'noopener noreferrer'];
/** Written into the notebook for other readers, in English like all that Python writes. */
const WRITTEN = ['src/jupyterlab/html-output.ts'];

/** Rooms below the view throw errors that people read. */
const ERRORS = ['src/model/reading.ts'];

/** The text of a literal, of joined literals too; undefined for anything else. */
function literal(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return literal(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [literal(node.left), literal(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}

const calledName = ({ expression }) =>
  ts.isIdentifier(expression)
    ? expression.text
    : ts.isPropertyAccessExpression(expression)
      ? expression.name.text
      : '';

/** What one file says: `texts` [one, many?], and the places of what is not marked for translation. */
export function textsIn(file, source, marked = new Map()) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const texts = [];
  const unmarked = [];
  const note = (node, text) => {
    if (NAMES.includes(text.trim()) || marked.has(text)) return;
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    unmarked.push(`${file}:${line + 1}: ${text.trim().slice(0, 80)}`);
  };
  const visit = node => {
    if (ts.isCallExpression(node)) {
      const name = calledName(node);
      const [one, many] = node.arguments.map(literal);
      if ((name === 't' || name === 'msg') && one !== undefined) {
        texts.push([one]);
        node.arguments.slice(1).forEach(visit);
        return;
      }
      if (name === 'n' && one !== undefined && many !== undefined) {
        texts.push([one, many]);
        node.arguments.slice(2).forEach(visit);
        return;
      }
      if (node.expression.getText().startsWith('console.')) return;
    }
    // Errors of programmers; those for people are marked where they are thrown.
    if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) return;
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isJsxAttribute(node)) {
      const name = node.name.getText();
      if (name === 'className') return;
      if (SAID.has(name) && node.initializer && ts.isStringLiteral(node.initializer))
        note(node, node.initializer.text);
    }
    if (ts.isJsxText(node) && /\p{L}{2,}/u.test(node.text)) note(node, node.text);
    const isTitle = ts.isPropertyAssignment(node) && ['title', 'description'].includes(node.name.getText());
    if (isTitle && /src\/(view\/commands|jupyterlab\/plugin)/.test(file)) return;
    const words =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
        ? node.text
        : '';
    const isCode = /jp-|[<>{}]|\b(import|var)\b/.test(words) || STYLES.includes(file);
    if (SENTENCE.test(words) && !isCode) note(node, words);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { texts, unmarked };
}

async function sources(folder) {
  const found = await readdir(path(folder), { recursive: true });
  return found.filter(name => /\.tsx?$/.test(name)).map(name => `${folder}/${name}`);
}

/** All texts of the interface: the singular, and the plural where it counts. */
export async function collect() {
  const texts = new Map();
  const unmarked = [];
  const { COMMANDS, GROUPS } = await load('src/view/commands/index.ts');
  for (const text of [...GROUPS, ...COMMANDS.map(({ title }) => title)]) texts.set(text, [text]);
  const files = (await Promise.all(ROOMS.map(sources))).flat().sort();
  for (const file of [...files, ...ERRORS]) {
    const said = textsIn(file, await readFile(path(file), 'utf8'), texts);
    for (const text of said.texts) {
      const known = texts.get(text[0]);
      if (known && known.length !== text.length)
        unmarked.push(`${file}: “${text[0]}” is used both with a plural and without one`);
      texts.set(text[0], text);
    }
    if (ERRORS.includes(file) || WRITTEN.includes(file)) continue;
    unmarked.push(...said.unmarked);
  }
  return { texts, unmarked };
}

/** Places in a text: %1, %2 …, sorted. */
const places = text => [...new Set(text.match(/%\d+/g) ?? [])].sort().join(' ');

/** What is wrong with a catalogue. */
export function problemsOf(catalogue, texts) {
  const problems = [];
  for (const [text, forms] of texts) {
    const translated = Object.hasOwn(catalogue, text) ? catalogue[text] : [];
    if (translated.length !== forms.length || translated.some(form => form === ''))
      problems.push(`has no translation of “${text}”`);
    else if (translated.some((form, at) => places(form) !== places(forms[at] ?? text)))
      problems.push(`has other places than “${text}”`);
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isCheck = process.argv.includes('--check');
  const { texts, unmarked } = await collect();
  const complaints = unmarked.map(
    place => `${place}\n    is not marked for translation: t('…'), n('…', '…', count) or msg('…')`
  );
  for (const language of await readdir(CATALOGUES)) {
    const file = `${CATALOGUES}/${language}/LC_MESSAGES/${DOMAIN}.json`;
    const catalogue = JSON.parse(await readFile(file, 'utf8'));
    if (!isCheck) {
      const { '': head, ...known } = catalogue;
      for (const [text, forms] of texts) known[text] ??= forms.map(() => '');
      const sorted = Object.entries(known)
        .filter(([text]) => texts.has(text) || process.argv.includes('--keep'))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      await writeFile(file, `${JSON.stringify({ '': head, ...Object.fromEntries(sorted) }, null, 2)}\n`);
    }
    complaints.push(
      ...problemsOf(JSON.parse(await readFile(file, 'utf8')), texts).map(
        problem => `src/annotator/locale/${language}/LC_MESSAGES/${DOMAIN}.json ${problem}`
      )
    );
  }
  if (complaints.length > 0) {
    console.error(complaints.join('\n'));
    console.error('\n`npm run translations` adds what a catalogue lacks, to be filled in.');
    process.exitCode = 1;
  }
}
