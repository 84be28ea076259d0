declare module '*/tokens.css';
declare module '*/base.css';

declare module '*.svg' {
  const address: string;
  export default address;
}

declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
