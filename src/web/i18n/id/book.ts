export const book = {
  title: 'Buat janji',
};
