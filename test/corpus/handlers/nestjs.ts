import 'reflect-metadata';
import {
  Controller,
  Get,
  type INestApplication,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import serverless from 'serverless-http';
import { apiEvent, shortAnswer } from '../support/api-event.mjs';

@Injectable()
class People {
  find(id: number): { id: number; name: string } {
    if (id === 8) throw new NotFoundException('no such person');
    return { id, name: 'Ada' };
  }
}

// What is injected is known by the types of the parameters.
@Controller('people')
class PeopleController {
  constructor(private readonly people: People) {}

  @Get(':id')
  find(@Param('id', ParseIntPipe) id: number): { id: number; name: string } {
    return this.people.find(id);
  }
}

@Module({ controllers: [PeopleController], providers: [People] })
class AppModule {}

let inner: ReturnType<typeof serverless> | undefined;

export const handler = async ({ id }: { id: number }, context: never): Promise<unknown> => {
  inner ??= await start();
  console.log('asked for', id);
  return shortAnswer((await inner(apiEvent('GET', `/people/${id}`) as never, context)) as never);
};

async function start(): Promise<ReturnType<typeof serverless>> {
  const app: INestApplication = await NestFactory.create(AppModule, { logger: false });
  await app.init();
  return serverless(app.getHttpAdapter().getInstance());
}
