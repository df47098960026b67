import { defineConfig } from 'vitepress';
import { apiSidebars, searchable } from './api.js';
import { codeTitles } from './code-titles.js';
import { chapters } from './sidebar.js';

/** Where the site is published below its host: `DOCS_BASE=/socketio/ pnpm build`. */
const base = process.env['DOCS_BASE'] ?? '/';

export default defineConfig({
  title: 'Socket.IO for TypeScript',
  description: 'A Socket.IO server and client for Node and browsers, typed from end to end',
  lang: 'en',
  base,
  outDir: 'dist',
  cacheDir: '.cache',
  // What all pages share, the sidebars of the API above all, is a file of its own.
  metaChunk: true,
  srcExclude: ['README.md', 'WRITING.md', 'test/**', 'scripts/**', 'dist/**'],
  head: [
    ['link', { rel: 'icon', href: `${base}logo.svg`, type: 'image/svg+xml' }],
    ['meta', { name: 'theme-color', content: '#d9480f' }],
  ],
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark' },
    config: codeTitles,
  },
  themeConfig: {
    logo: '/logo.svg',
    siteTitle: 'Socket.IO for TypeScript',
    nav: [
      { text: 'Guide', link: '/guide/getting-started', activeMatch: '^/guide/' },
      { text: 'Frameworks', link: '/frameworks/application', activeMatch: '^/frameworks/' },
      { text: 'Clusters', link: '/cluster/message-queues', activeMatch: '^/cluster/' },
      { text: 'Deployment', link: '/deployment/', activeMatch: '^/deployment/' },
      { text: 'Reference', link: '/reference/options', activeMatch: '^/(reference|migration)/' },
    ],
    sidebar: { '/': chapters, ...apiSidebars() },
    outline: [2, 3],
    search: { provider: 'local', options: { _render: searchable } },
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'MIT licence. <code>@x</code> is a placeholder for the scope on npm.' },
  },
});
