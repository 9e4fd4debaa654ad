import 'reflect-metadata';
import { Controller, Get, Inject, Injectable, Module, Param, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import serverless from 'serverless-http';

class Orders {
  find(id, currency) {
    return { id, currency };
  }
}
Injectable()(Orders);

class OrdersController {
  constructor(orders) {
    this.orders = orders;
  }

  find(id, currency) {
    return this.orders.find(id, currency);
  }
}
// What a compiler makes of decorators.
const { prototype } = OrdersController;
Inject(Orders)(OrdersController, undefined, 0);
Param('id')(prototype, 'find', 0);
Query('currency')(prototype, 'find', 1);
Get(':id')(prototype, 'find', Object.getOwnPropertyDescriptor(prototype, 'find'));
Controller('orders')(OrdersController);

class AppModule {}
Module({ controllers: [OrdersController], providers: [Orders] })(AppModule);

let answer;

// As the documentation of NestJS has it.
export const handler = async (event, context) => {
  answer ??= await start();
  const { statusCode, body } = await answer(event, context);
  return { statusCode, body };
};

async function start() {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.init();
  return serverless(app.getHttpAdapter().getInstance());
}
