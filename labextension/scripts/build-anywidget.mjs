// Bundles the view for hosts without our extension: one ES module with React inside, and the style sheet.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const path = relative => fileURLToPath(new URL(relative, root));

const options = {
  bundle: true,
  minify: true,
  target: ['es2022'],
  legalComments: 'none',
  logLevel: 'warning'
};

await build({
  ...options,
  entryPoints: { anywidget: path('src/anywidget/index.ts'), review: path('src/anywidget/review.ts') },
  outdir: path('../src/annotator/static'),
  format: 'esm',
  platform: 'browser',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' }
});

await build({
  ...options,
  entryPoints: [path('style/index.css')],
  outfile: path('../src/annotator/static/anywidget.css')
});
