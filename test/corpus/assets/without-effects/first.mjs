(globalThis.effects ??= []).push('first');
