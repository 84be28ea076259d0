declare module '*/tokens.css';
declare module '*/base.css';

declare module '*.svg' {
  const url: string;
  export default url;
}
