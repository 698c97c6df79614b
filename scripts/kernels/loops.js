/** The loops of expanded kernels, as texts. `body` gives what they do for `left` elements: for four of them, or for one. */

/** Four elements at a time, then one at a time. */
export const byFours = (index, n, body) => `{
    const whole = ${n} & -4;
    for (let ${index} = 0; ${index} < whole; ${index} += 4) {
      ${body("4")}
    }
    for (let ${index} = whole; ${index} < ${n}; ${index}++) {
      ${body("1")}
    }
  }`;

/** The `whole` elements of some vectors side by side at a time, by lines that stand `before` the loop and `inside`; then the rest. */
export const bySides = (index, n, whole, vectors, [before, inside], body) => `{
${before.map((line) => `    ${line}\n`).join("")}    const whole = ${whole};
    for (let ${index}: usize = 0; ${index} < <usize>whole << 2; ${index} += ${16 * vectors}) {
${inside.map((line) => `      ${line}\n`).join("")}    }
    for (let ${index} = whole, left = 0; ${index} < ${n}; ${index} += left >= 4 ? 4 : 1) {
      left = ${n} - ${index};
      ${body("left")}
    }
  }`;
