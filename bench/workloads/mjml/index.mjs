import mjml2html from 'mjml';

const TEMPLATE = `
<mjml>
  <mj-head>
    <mj-title>Your order</mj-title>
    <mj-attributes><mj-all font-family="Helvetica, Arial" /></mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f4f4">
    <mj-section background-color="#ffffff">
      <mj-column>
        <mj-text font-size="20px">Thank you, {name}</mj-text>
        <mj-divider border-color="#1d5fd6" />
        <mj-table>{rows}</mj-table>
        <mj-button href="https://example.com/orders/{id}">Your order</mj-button>
      </mj-column>
    </mj-section>
    <mj-section>
      <mj-column><mj-image src="https://example.com/logo.png" width="120px" alt="The shop" /></mj-column>
      <mj-column><mj-social><mj-social-element name="github" href="https://example.com">Us</mj-social-element></mj-social></mj-column>
    </mj-section>
  </mj-body>
</mjml>`;

export const handler = async ({ id, name, items }) => {
  const rows = items.map(({ sku, price }) => `<tr><td>${sku}</td><td>${price}</td></tr>`).join('');
  const { html } = await mjml2html(TEMPLATE.replace('{id}', id).replace('{name}', name).replace('{rows}', rows));
  // The rest of it is another one with each version of the package.
  return { title: /<title>(.*?)<\/title>/s.exec(html)[1].trim(), link: /orders\/[\w-]+/.exec(html)[0] };
};
