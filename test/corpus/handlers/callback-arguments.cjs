const inner = ({ id, name }, ...others) => {
  console.log(others.length);
  const [, callback] = others;
  setTimeout(() => (id === 8 ? callback(new RangeError('called back')) : callback(null, { name })), 5);
};

exports.handler = function handler() {
  // biome-ignore lint/complexity/noArguments: wrappers that are older than rest parameters do it.
  inner.apply(this, arguments);
};
