import { join } from 'node:path';
import i18next from 'i18next';
import Backend from 'i18next-fs-backend';

await i18next.use(Backend).init({
  lng: 'de',
  fallbackLng: 'en',
  preload: ['de', 'en'],
  showSupportNotice: false,
  backend: { loadPath: join(import.meta.dirname, '../assets/locales/{{lng}}.json') },
});

export const handler = async ({ id, name }) => {
  console.log(i18next.t('greeting', { name }));
  return { de: i18next.t('greeting', { name }), en: i18next.t('items', { count: id, lng: 'en' }) };
};
