export class Same {}
