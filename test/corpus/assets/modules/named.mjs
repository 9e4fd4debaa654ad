export class Same {}

export class Named extends Same {
  static words = [this.name, typeof require];
}

export const words = ["typeof require('x')", `import.meta.url ${Named.words.join()}`, '__dirname'];
