const inner = ({ name }, _context, callback) => callback(name === 'Grace' ? 'called back' : null, { name });

export const handler = (...args) => {
  console.log(args.length);
  inner(...args);
};
