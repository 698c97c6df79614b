/** Code without letters beyond ASCII: pages that name no encoding read it right, and V8 parses it sooner. */
export const inAscii = (code) =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
