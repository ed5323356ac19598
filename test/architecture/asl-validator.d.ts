declare module 'asl-validator' {
  /** Checks a definition against the language's schemas and that every state is reached and leads somewhere. */
  // biome-ignore lint/style/noDefaultExport: the package is one function, and its default export.
  export default function aslValidator(definition: unknown): { readonly isValid: boolean; readonly errors: readonly unknown[] };
}
