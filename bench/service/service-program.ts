import { LambdaService } from '../../service/lambda-service.ts';
import { createLocalRunner } from '../../service/local-runner.ts';
import type { ServicePlan } from './service-plan.ts';

// The program of a measured service: a process of its own, so that whoever calls it does not slow it down. It says its
// endpoint, and ends with the process that has started it.
const { bootstrap, functions, options }: ServicePlan = JSON.parse(process.argv[2] ?? '');
const service = await LambdaService.start({
  ...options,
  functions,
  createRunner: (setting) => createLocalRunner(bootstrap, setting),
  onNotice: (line) => process.stderr.write(`${line}\n`),
});
process.send?.(service.endpoint);
process.once('disconnect', () => service.close().then(() => process.exit(0)));
