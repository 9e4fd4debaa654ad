exports.farewell = (name) => `Goodbye ${name}, ${typeof module}`;
