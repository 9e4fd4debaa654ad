const _ = require('lodash');

exports.handler = async ({ items, name }) => {
  console.log(_.sortBy(items));
  return {
    sum: _.sum(items),
    words: _.template('hello <%- name %>')({ name: `<${name}>` }),
    groups: _.groupBy(items, (n) => n % 2),
  };
};
