import { describe, expect, test } from 'vitest';
import { HelpRequest, UsageError } from './errors.ts';
import { ACCEPTED, FLAGS } from './flags.ts';
import { type Config, parseConfig } from './parse.ts';

const REGION = ['--aws-region', 'eu-west-1'];
const config = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Config =>
  parseConfig([...REGION, ...args], env, '1.2.3');
const flags = (...args: readonly string[]) => config(args).flags;

describe('without flags', () => {
  test('a region is all that is needed, and the rest is as documented', () => {
    expect(flags()).toMatchObject({
      'aws-region': 'eu-west-1',
      'watch-namespace': [],
      'deletion-policy': 'delete',
      'reconcile-default-max-concurrent-syncs': 64,
      'sweep-interval': 5_000,
      'status-heartbeat': 0,
      'enable-leader-election': false,
      'metrics-addr': '0.0.0.0:8080',
      'healthz-addr': '0.0.0.0:8081',
      'log-level': 'info',
      'resource-tags': {
        'services.k8s.aws/controller-version': '%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%',
        'services.k8s.aws/namespace': '%K8S_NAMESPACE%',
      },
    });
  });

  test('a missing region is named, with the variable that could have told it', () => {
    expect(() => parseConfig([], {}, '1')).toThrow(
      new UsageError('--aws-region is required: a region, such as eu-west-1 (or set AWS_REGION)'),
    );
  });

  test('nothing can be changed afterwards', () => {
    expect(Object.isFrozen(config([]))).toBe(true);
    expect(Object.isFrozen(flags())).toBe(true);
  });
});

describe('a wrong value', () => {
  test.each([
    ['aws-region', 'Ireland'],
    ['allow-unsafe-aws-endpoint-urls', 'yes'],
    ['http-client-timeout', '60'],
    ['http-client-timeout', '-1s'],
    ['http-client-timeout', '0s'],
    ['http-client-timeout', '999h'],
    ['deletion-policy', 'keep'],
    ['resource-tags', 'team'],
    ['resource-tags', '=churn'],
    ['reconcile-default-resync-seconds', 'soon'],
    ['reconcile-default-resync-seconds', '-1'],
    ['reconcile-resource-resync-seconds', 'Model'],
    ['reconcile-resource-resync-seconds', 'Model=x'],
    ['reconcile-resource-resync-seconds', 'Modell=60'],
    ['reconcile-resources', 'Model,Modell'],
    ['reconcile-default-max-concurrent-syncs', '0'],
    ['reconcile-default-max-concurrent-syncs', '1.5'],
    ['aws-request-rates', 'CreateTrainingJob'],
    ['aws-request-rates', 'CreateTrainingJob=0'],
    ['aws-request-rates', 'CreateTraningJob=5'],
    ['sweep-interval', '5 seconds'],
    ['status-heartbeat', '999ms'],
    ['aws-event-queue-url', 'sagemaker-events'],
    ['aws-event-queue-url', 'arn:aws:sqs:eu-west-1:123456789012:sagemaker-events'],
    ['aws-event-queue-url', 'https://sqs.eu-west-1.amazonaws.com/sagemaker-events'],
    ['sweep-interval', '0s'],
    ['enable-leader-election', 'TRUE!'],
    ['metrics-addr', '8080'],
    ['metrics-addr', '0.0.0.0:65536'],
    ['healthz-addr', 'localhost'],
    ['log-level', 'loud'],
  ] as const)('of --%s (%s) is refused with the flag, what it takes, and what was given', (name, value) => {
    const refusal = new UsageError(`--${name} takes ${FLAGS[name].takes}, not '${value}'`);
    expect(() => config([`--${name}=${value}`])).toThrow(refusal);
  });

  test.each([
    ['a flag that there is not', ['--aws-regoin', 'eu-west-1'], '--aws-regoin: no such flag; --help lists them'],
    ['a word that is no flag', ['eu-west-1'], 'eu-west-1: no such flag; --help lists them'],
    [
      'a flag without its value',
      ['--watch-namespace'],
      '--watch-namespace takes namespaces, comma-separated, and none was given',
    ],
  ])('%s is refused', (_case, args, words) => {
    expect(() => config(args)).toThrow(new UsageError(words));
  });
});

describe('an address of AWS', () => {
  test.each([
    'aws-endpoint-url',
    'aws-application-auto-scaling-endpoint-url',
    'aws-greengrassv2-endpoint-url',
    'aws-sqs-endpoint-url',
    'aws-identity-endpoint-url',
  ] as const)('--%s must be safe, or be allowed not to be', (name) => {
    expect(flags(`--${name}=https://vpce.example`)[name]).toBe('https://vpce.example');
    expect(() => flags(`--${name}=http://localhost:4566`)).toThrow(`--${name} must be an https URL`);
    expect(flags(`--${name}=http://localhost:4566`, '--allow-unsafe-aws-endpoint-urls')[name]).toBe('http://localhost:4566');
    expect(() => flags(`--${name}=localhost`)).toThrow(`--${name} takes a URL, not 'localhost'`);
  });
});

test('a queue is named by the URL that SQS gives it, and one that is not https must be allowed', () => {
  for (const name of ['sagemaker-events', 'sagemaker-events.fifo']) {
    const url = `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`;
    expect(flags(`--aws-event-queue-url=${url}`)['aws-event-queue-url']).toBe(url);
  }
  const local = '--aws-event-queue-url=http://127.0.0.1:4566/123456789012/events';
  expect(() => flags(local)).toThrow('--aws-event-queue-url must be an https URL');
  expect(flags(local, '--allow-unsafe-aws-endpoint-urls')['aws-event-queue-url']).toContain('/123456789012/events');
});

describe('what is written', () => {
  test.each([
    ['with a space', ['--watch-namespace', 'a,b']],
    ['with an equals sign', ['--watch-namespace=a, b']],
    ['with one dash', ['-watch-namespace=a,,b']],
    ['as often as there are values', ['--watch-namespace=a', '--watch-namespace', 'b']],
  ])('%s is read', (_how, args) => {
    expect(flags(...args)['watch-namespace']).toEqual(['a', 'b']);
  });

  test('for one kind each, in flags of their own, adds up', () => {
    const args = ['--reconcile-resource-resync-seconds', 'Model=60', '--reconcile-resource-resync-seconds', 'Endpoint=30'];
    expect(flags(...args)['reconcile-resource-resync-seconds']).toEqual(
      new Map([
        ['Model', 60],
        ['Endpoint', 30],
      ]),
    );
  });

  test('of rates is read by operation', () => {
    const args = ['--aws-request-rates=CreateTrainingJob=0.5,ListTags=10', '--aws-request-rates=ListTrainingJobs=1'];
    expect(flags(...args)['aws-request-rates']).toEqual({
      CreateTrainingJob: { max: 0.5 },
      ListTags: { max: 10 },
      ListTrainingJobs: { max: 1 },
    });
  });

  test('twice for what can be but one is what was written last', () => {
    expect(flags('--log-level=debug', '--log-level=warn')['log-level']).toBe('warn');
  });

  test.each([
    ['250ms', 250],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('as a duration of %s is so many milliseconds', (given, ms) => {
    expect(flags('--sweep-interval', given)['sweep-interval']).toBe(ms);
  });

  test('of tags may hold equals signs in its values, and nothing at all', () => {
    expect(flags('--resource-tags', 'a=b=c,d=')['resource-tags']).toEqual({ a: 'b=c', d: '' });
    expect(flags('--resource-tags', '')['resource-tags']).toEqual({});
  });

  test('of an address may be short, long, or none', () => {
    for (const address of [':8080', '127.0.0.1:0', '[::1]:8080', '0']) expect(flags('--metrics-addr', address)).toBeDefined();
  });
});

describe('the environment', () => {
  const from = (env: Readonly<Record<string, string>>, ...args: readonly string[]) => parseConfig(args, env, '1').flags;

  test.each([
    ['AWS_REGION over AWS_DEFAULT_REGION', { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }],
    ['AWS_DEFAULT_REGION where the other is empty', { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' }],
  ])('gives the region: %s', (_case, env) => {
    expect(from(env)['aws-region']).toBe('eu-west-1');
  });

  test('gives way to a flag', () => {
    expect(from({ AWS_REGION: 'us-east-1' }, ...REGION)['aws-region']).toBe('eu-west-1');
  });

  test('is judged as a flag is', () => {
    expect(() => from({ AWS_REGION: 'eu-west-1', ACK_LOG_LEVEL: 'loud' })).toThrow('--log-level takes');
  });

  test.each(Object.entries(FLAGS).flatMap(([name, rule]) => ('env' in rule ? rule.env.map((variable) => [variable, name]) : [])))(
    '%s stands in for --%s',
    (variable = '', name = '') => {
      const value = { 'aws-region': 'eu-west-1', 'log-level': 'warn' }[name] ?? 'https://given';
      expect(Object.entries(from({ AWS_REGION: 'eu-west-1', [variable]: value }))).toContainEqual([name, value]);
    },
  );

  test('tells whether we are in a pod, unless a kubeconfig is given', () => {
    const pod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '6443' };
    expect(config([], pod).inCluster).toEqual({ host: '10.0.0.1', port: '6443' });
    expect(config(['--kubeconfig', 'a'], pod).inCluster).toBeUndefined();
    expect(config([]).inCluster).toBeUndefined();
  });

  test('tells the name of the pod', () => {
    expect(config([], { POD_NAME: 'operator-0' }).instance).toBe('operator-0');
    expect(config([]).instance).not.toBe('');
  });
});

describe('the deployment of the incumbent', () => {
  test.each([
    ['--enable-leader-election', true],
    ['--enable-leader-election=true', true],
    ['--enable-leader-election=false', false],
  ])('may say %s', (arg, want) => {
    expect(flags(arg)['enable-leader-election']).toBe(want);
  });

  test('starts with the arguments that its chart gives', () => {
    const args = [
      '--aws-region=eu-west-1 --aws-endpoint-url= --log-level=info --enable-development-logging',
      '--resource-tags=a=%K8S_NAMESPACE% --watch-namespace= --watch-selectors= --deletion-policy=delete',
      '--enable-leader-election --leader-election-namespace= --reconcile-default-resync-seconds=36000',
      '--reconcile-default-max-concurrent-syncs=1 --reconcile-resource-max-concurrent-syncs=Model=2',
      '--feature-gates=ResourceAdoption=true --enable-carm=true',
    ].flatMap((line) => line.split(' '));
    expect(parseConfig(args, {}, '1').ignored).toEqual(['enable-development-logging', 'reconcile-resource-max-concurrent-syncs']);
  });

  test('may open and close its gates by their names', () => {
    expect(flags()['feature-gates']).toEqual({
      ResourceAdoption: true,
      ReadOnlyResources: true,
      TeamLevelCARM: false,
      ServiceLevelCARM: false,
      IAMRoleSelector: false,
    });
    const given = flags('--feature-gates=IAMRoleSelector=true,TeamLevelCARM=true', '--feature-gates', 'TeamLevelCARM=false');
    expect(given['feature-gates']).toMatchObject({ IAMRoleSelector: true, TeamLevelCARM: false });
    for (const word of ['IAMRoleSelectors=true', 'IAMRoleSelector', 'IAMRoleSelector=yes'])
      expect(() => config([`--feature-gates=${word}`])).toThrow('ServiceLevelCARM, IAMRoleSelector');
  });

  test('may close a gate that stays open here, and is told so', () => {
    expect(config(['--feature-gates=ResourceAdoption=false']).ignored).toEqual(['feature-gates ResourceAdoption=false']);
  });

  test('tells by its environment where the account map is', () => {
    const namespace = (env: Readonly<Record<string, string>>): string => config([], env).flags['system-namespace'];
    expect(namespace({ ACK_SYSTEM_NAMESPACE: 'one', K8S_NAMESPACE: 'two' })).toBe('one');
    expect(namespace({ K8S_NAMESPACE: 'two' })).toBe('two');
    expect(namespace({})).toBe('ack-system');
  });

  test('may give each flag that has no effect here, and is told so', () => {
    const valued = new Set(['webhook-server-addr', 'reconcile-resource-max-concurrent-syncs']);
    for (const name of ACCEPTED) {
      expect(config([`--${name}=x`]).ignored).toEqual([name]);
      const args = valued.has(name) ? [`--${name}`, 'x'] : [`--${name}`];
      expect(config([...args, '--log-level', 'warn'])).toMatchObject({ ignored: [name], flags: { 'log-level': 'warn' } });
    }
  });
});

describe('a question', () => {
  test.each(['--help', '-help'])('%s is answered with all flags, what they take, and where else they may be said', (word) => {
    const answer = (): unknown => parseConfig([word], {}, '1.2.3');
    expect(answer).toThrow(HelpRequest);
    for (const [name, { takes, help }] of Object.entries(FLAGS)) {
      expect(answer).toThrow(`--${name}\n`);
      expect(answer).toThrow(help);
      expect(answer).toThrow(takes);
    }
    expect(answer).toThrow('env AWS_REGION, AWS_DEFAULT_REGION');
    for (const name of ACCEPTED) expect(answer).toThrow(`--${name}`);
  });

  test('of the version is answered with it', () => {
    expect(() => parseConfig(['--version'], {}, '1.2.3')).toThrow(new HelpRequest('1.2.3'));
  });
});
