import { XMLBuilder, XMLParser } from 'fast-xml-parser';

export const handler = async (event) => {
  const xml = new XMLBuilder({ format: true }).build({ person: event });
  console.log(xml);
  return new XMLParser().parse(xml);
};
