import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './style.css';
import ChapterTable from './ChapterTable.vue';
import LandingPage from './LandingPage.vue';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('ChapterTable', ChapterTable);
    app.component('LandingPage', LandingPage);
  },
} satisfies Theme;
