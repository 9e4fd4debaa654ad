// The timer that it returns is no answer.
export const handler = (event, context, callback = console.error) =>
  setTimeout(() => {
    console.log(context.functionName);
    if (event.id === 8) return callback('called back');
    return callback(null, { name: event.name });
  }, 5);
