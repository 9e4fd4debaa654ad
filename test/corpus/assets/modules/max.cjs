module.exports = (items) => Math.max(...items);
module.exports.unit = 'items';
