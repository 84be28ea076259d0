declare module '*/tokens.css';
declare module '*/base.css';

declare module '*.svg' {
  const address: string;
  export default address;
}
