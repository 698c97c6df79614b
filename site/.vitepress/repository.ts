/** Where the sources are. */
export const repository = "https://github.com/recurve-ml/recurve";
