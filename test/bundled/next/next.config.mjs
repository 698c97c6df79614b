/** Files for a static host, which serves them from a folder. */
export default { output: "export", basePath: process.env.BASE_PATH };
