import { describe, expect, test } from 'vitest';
import { kindOf, object } from './remote.testkit.ts';
import { wantedTags } from './tags.ts';

const kind = kindOf('TrainingJob');
const tagsFor = (
  formats: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
  tags: readonly object[] = [],
) =>
  wantedTags(kind, object('TrainingJob', { metadata: { labels }, spec: { tags: tags as never } }), {
    formats,
    controllerVersion: '1.2.3',
  });

describe('a default tag', () => {
  test.each([
    ['%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%', 'sagemaker-1.2.3'],
    ['%K8S_NAMESPACE%/%K8S_RESOURCE_KIND%/%K8S_RESOURCE_NAME%', 'team-a/TrainingJob/demo'],
    ['%MANAGED_BY%', 'kro'],
    ['%KRO_VERSION%', 'v0.9.0'],
    ['plain', 'plain'],
  ])('of the format %s is filled in', (format, value) => {
    const labels = { 'app.kubernetes.io/managed-by': 'kro', 'kro.run/kro-version': 'v0.9.0' };
    expect(tagsFor({ key: format }, labels)).toEqual({ key: value });
  });

  test('that comes out empty is none', () => {
    expect(tagsFor({ a: '%MANAGED_BY%', b: '%KRO_VERSION%', c: '%NO_SUCH_THING%' })).toEqual({});
  });

  test('gives way to the user’s tag of the same key', () => {
    expect(tagsFor({ team: 'default' }, {}, [{ key: 'team', value: 'churn' }])).toEqual({ team: 'churn' });
  });
});

test('tags of AWS’s own cannot be set from a spec', () => {
  expect(tagsFor({}, {}, [{ key: 'aws:cloudformation:stack-name', value: 'x' }])).toEqual({});
});
