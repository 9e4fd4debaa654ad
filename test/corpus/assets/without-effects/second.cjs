(globalThis.effects ??= []).push('second');
