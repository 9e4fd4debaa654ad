// What strict mode does not allow, in a file that has not asked for it.
function receiver() {
  return this === globalThis;
}

exports.handler = async ({ id }) => {
  undeclared = id;
  const frozen = Object.freeze({ a: 1 });
  frozen.a = 2;
  console.log(typeof undeclared, frozen.a);
  return { undeclared, global: receiver(), octal: 010 };
};
