/** What the bundler makes of files that are no code. */
declare module "*.keras?url" {
  /** The file's address. */
  const address: string;
  export default address;
}
