import { BSON, Long, MongoClient, MongoServerSelectionError, ObjectId } from 'mongodb';

const client = new MongoClient('mongodb://127.0.0.1:1/corpus', { serverSelectionTimeoutMS: 100 });

export const handler = async ({ id, name }) => {
  const bytes = BSON.serialize({ _id: ObjectId.createFromTime(id), name, long: Long.fromNumber(id) });
  console.log(BSON.deserialize(bytes)._id.toHexString());
  try {
    if (id === 8) await client.db().collection('people').findOne({ id });
  } catch (error) {
    console.error(error.name, error instanceof MongoServerSelectionError);
    return { message: error.message };
  }
  return { bytes: bytes.toString('base64') };
};
