import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostNameOf, isAllowedHost } from '../http/allowed-host.ts';
import { sendJson } from '../http/json-answer.ts';
import { apiHost, stagePath } from './api-config.ts';
import type { DeclaredApis } from './declared-apis.ts';
import type { FrontEndExchange, FrontEndServices } from './front-end-call.ts';
import { functionUrlHost } from './function-url.ts';
import { answerFunctionUrl } from './function-url-front-end.ts';
import type { FunctionUrls } from './function-urls.ts';
import { answerHttpApi } from './http-api.ts';
import { targetOf } from './http-call.ts';
import { answerLoadBalancer } from './load-balancer.ts';
import { answerRestApi } from './rest-api.ts';

/** Answers a request that is meant for a front end. */
export type AnswerFrontEnd = (response: ServerResponse) => Promise<void>;

/** An address that browsers can open. */
export interface FrontEndAddress {
  /** What it leads to. */
  readonly name: string;
  readonly address: string;
}

const HOST = /^(?<name>[a-z\d-]+)\.(?<kind>lambda-url|execute-api|elb)\.(?:[a-z\d-]+\.)?localhost$/;
const PATH = /^\/(?<kind>urls|apis)\/(?<name>[^/]+)(?<path>\/.*)?$/;
const ANSWERS = { 'rest-api': answerRestApi, 'http-api': answerHttpApi, 'load-balancer': answerLoadBalancer } as const;

/** What stands in front of functions for browsers and other callers of HTTP: function URLs and APIs. */
export class FrontEnds {
  readonly #urls: FunctionUrls;
  readonly #apis: DeclaredApis;
  readonly #services: FrontEndServices;

  constructor(urls: FunctionUrls, apis: DeclaredApis, services: FrontEndServices) {
    this.#urls = urls;
    this.#apis = apis;
    this.#services = services;
  }

  /** Where all of them are. */
  addresses(endpoint: string): readonly FrontEndAddress[] {
    const { port } = new URL(endpoint);
    const urls = this.#urls.all.map((url) => ({
      name: url.qualifier === undefined ? url.functionName : `${url.functionName}:${url.qualifier}`,
      address: `http://${functionUrlHost(url)}:${port}/`,
    }));
    const apis = this.#apis.all.map((api) => ({
      name: api.name,
      address: `http://${apiHost(api)}:${port}${stagePath(api)}/`,
    }));
    return [...urls, ...apis];
  }

  /** The front end that a request is for, by its host name or its path. Nothing for one to Lambda's own API. */
  find(request: IncomingMessage): AnswerFrontEnd | undefined {
    const { path } = targetOf(request);
    const byHost = HOST.exec(hostNameOf(request.headers.host ?? '') ?? '')?.groups;
    if (byHost?.kind === 'lambda-url') return this.#functionUrlById(request, byHost.name ?? '', path);
    if (byHost !== undefined) return this.#api(request, byHost.name ?? '', path, byHost.kind === 'elb');
    const byPath = PATH.exec(path)?.groups;
    if (byPath?.kind === 'urls') return this.#functionUrlByName(request, byPath.name ?? '', byPath.path ?? '/');
    return byPath && this.#api(request, byPath.name ?? '', byPath.path ?? '/');
  }

  #functionUrlById(request: IncomingMessage, urlId: string, path: string): AnswerFrontEnd {
    const url = this.#urls.byId(urlId);
    if (url === undefined) return unknown('Message', `no function URL has the id ${urlId}`);
    return (response) => answerFunctionUrl(url, this.#exchange(request, response, path));
  }

  /** @param name with the alias behind a colon */
  #functionUrlByName(request: IncomingMessage, name: string, path: string): AnswerFrontEnd {
    const [functionName = '', qualifier] = name.replace(/%3a/i, ':').split(':', 2);
    const url = this.#urls.byOwner({ functionName, qualifier });
    if (url === undefined) return unknown('Message', `${name.slice(0, 140)} is no function with a URL`);
    if (isShownAsPage(request)) return redirect(request, functionUrlHost(url), path);
    return (response) => answerFunctionUrl(url, this.#exchange(request, response, path));
  }

  /** @param isBalancer unless any API is meant */
  #api(request: IncomingMessage, name: string, path: string, isBalancer?: boolean): AnswerFrontEnd {
    const api = this.#apis.all.find((each) => each.name === name);
    const isMeant = isBalancer === undefined || isBalancer === (api?.type === 'load-balancer');
    if (api === undefined || !isMeant) return unknown('message', `no API is named ${name.slice(0, 63)}`);
    if (isBalancer === undefined && isShownAsPage(request)) return redirect(request, apiHost(api), path);
    return (response) => ANSWERS[api.type](api, this.#exchange(request, response, path));
  }

  #exchange(request: IncomingMessage, response: ServerResponse, path: string): FrontEndExchange {
    return { request, response, path, services: this.#services };
  }
}

const PAGES = ['document', 'iframe', 'frame', 'embed', 'object'];

/**
 * Whether a browser on this machine is about to show the answer. By its path it would have the origin of the service
 * itself, whose own pages may call Lambda's API; by its host name it has one of its own.
 */
function isShownAsPage({ headers }: IncomingMessage): boolean {
  const isPage = PAGES.includes(headers['sec-fetch-dest']?.toString() ?? '');
  return isPage && isAllowedHost(headers.host ?? '', 'localhost');
}

function redirect(request: IncomingMessage, hostName: string, path: string): AnswerFrontEnd {
  const port = /:\d+$/.exec(request.headers.host ?? '') ?? '';
  const { query } = targetOf(request);
  const location = `http://${hostName}${port}${path}${query === '' ? '' : `?${query}`}`;
  return async (response) => void response.writeHead(307, { location, 'content-length': 0 }).end();
}

/** AWS says no more than 403. */
function unknown(messageKey: 'Message' | 'message', text: string): AnswerFrontEnd {
  return async (response) => sendJson(response, 403, { [messageKey]: `Forbidden: ${text}` });
}
