import mongoose from 'mongoose';

const Person = mongoose.model('Person', new mongoose.Schema({ id: Number, name: { type: String, maxLength: 4 } }));

export const handler = async ({ id, name }) => {
  const person = new Person({ _id: '0123456789abcdef01234567', id, name });
  console.log(person.toJSON());
  await person.validate();
  return person.toObject({ versionKey: false });
};
