module.exports = (items) => items.reduce((one, other) => one + other, 0);
