import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

export const handler = async ({ id, name }) => {
  const { message, envelope } = await transport.sendMail({
    from: 'a@example.com',
    to: `${name}@example.com`,
    subject: `für ${name}`,
    text: `hello ${name}`,
    messageId: `<${id}@example.com>`,
    date: new Date(0),
  });
  console.log(envelope);
  return { message: message.toString() };
};
