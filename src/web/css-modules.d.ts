declare module '*/tokens.css';
declare module '*/base.css';

declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
