import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './style.css';
import Coverage from './Coverage.vue';
import Landing from './Landing.vue';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('Coverage', Coverage);
    app.component('Landing', Landing);
  },
} satisfies Theme;
