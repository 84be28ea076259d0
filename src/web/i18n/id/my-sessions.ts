export const mySessions = {
  title: 'Sesi saya',
};
