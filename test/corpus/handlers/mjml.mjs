import mjml2html from 'mjml';

export const handler = async ({ name }) => {
  const { html, errors } = await mjml2html(
    `<mjml><mj-body><mj-section><mj-column><mj-text>hello ${name}</mj-text></mj-column></mj-section></mj-body></mjml>`,
  );
  console.log('errors', errors.length);
  return { html };
};
