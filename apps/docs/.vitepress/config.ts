import { defineConfig } from 'vitepress';
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
  cleanUrls: false,
  srcExclude: ['README.md', 'WRITING.md', 'test/**', 'scripts/**', 'dist/**'],
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/getting-started', activeMatch: '^/guide/' },
      { text: 'Frameworks', link: '/frameworks/application', activeMatch: '^/frameworks/' },
      { text: 'Clusters', link: '/cluster/message-queues', activeMatch: '^/cluster/' },
      { text: 'Deployment', link: '/deployment/', activeMatch: '^/deployment/' },
      { text: 'Reference', link: '/reference/options', activeMatch: '^/reference/' },
    ],
    sidebar: chapters,
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
