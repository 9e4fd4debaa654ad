import ExcelJS from 'exceljs';

export const handler = async ({ name, items }) => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('one').addRows([[name], items, [{ formula: 'SUM(A2:C2)', result: 6 }]]);
  const again = new ExcelJS.Workbook();
  await again.xlsx.load(await book.xlsx.writeBuffer());
  const sheet = again.getWorksheet('one');
  console.log('rows', sheet.rowCount);
  return sheet.getSheetValues();
};
