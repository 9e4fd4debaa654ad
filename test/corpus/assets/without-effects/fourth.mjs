(globalThis.effects ??= []).push('fourth');
