import { describe, expect, it } from 'vitest';
import type { KindDescriptor } from '../kinds/types.ts';
import { madeArn, recordOf } from './record.ts';

const kindWith = (rules: Partial<KindDescriptor>): KindDescriptor => ({ arnMember: 'Arn', ...rules }) as KindDescriptor;

describe('the record', () => {
  const plain = kindWith({});

  it('is the output itself, a member of it, or the first of a list of them', () => {
    expect(recordOf(plain, { Arn: 'a' })).toEqual({ Arn: 'a' });
    expect(recordOf(kindWith({ record: { in: 'Team' } }), { Team: { Arn: 'a' } })).toEqual({ Arn: 'a' });
    expect(recordOf(kindWith({ record: { in: 'Teams' } }), { Teams: [{ Arn: 'a' }, { Arn: 'b' }] })).toEqual({ Arn: 'a' });
  });

  it('is none where nothing is told', () => {
    expect(recordOf(plain, undefined)).toBeUndefined();
    expect(recordOf(kindWith({ record: { in: 'Team' } }), {})).toBeUndefined();
    expect(recordOf(kindWith({ record: { in: 'Teams', lifts: { State: 'Health.State' } } }), { Teams: [] })).toBeUndefined();
  });

  it('tells at its top what it holds further down, and what it does not hold not at all', () => {
    const kind = kindWith({
      record: { in: 'Team', lifts: { State: 'Health.State', CreationTime: 'BornAt', Cause: 'Health.Cause' } },
    });
    const record = { Arn: 'a', BornAt: '2026-01-01T00:00:00Z', Health: { State: 'WELL' } };
    expect(recordOf(kind, { Team: record })).toEqual({ ...record, State: 'WELL', CreationTime: '2026-01-01T00:00:00Z' });
  });
});

describe('an ARN that no operation tells', () => {
  const kind = kindWith({
    arnFrom: { like: ['JobArn', 'TargetArn'], service: 'greengrass', resource: 'deployments:{Id}/{Part}' },
  });
  const facts = { TargetArn: 'arn:aws-cn:iot:cn-north-1:123456789012:thinggroup/a:b', Id: 'd-1', Part: 'x' };

  it('is made in the partition, region and account of another, and is part of the record', () => {
    const Arn = 'arn:aws-cn:greengrass:cn-north-1:123456789012:deployments:d-1/x';
    expect(madeArn(kind, facts)).toEqual({ Arn });
    expect(recordOf(kind, facts)).toEqual({ ...facts, Arn });
  });

  it('is made like the first that is told', () => {
    const told = { ...facts, JobArn: 'arn:aws:iot:us-east-1:111122223333:job/j' };
    expect(madeArn(kind, told)).toEqual({ Arn: 'arn:aws:greengrass:us-east-1:111122223333:deployments:d-1/x' });
  });

  it.each([
    { ...facts, TargetArn: 'thinggroup/a' },
    { Id: 'd-1', Part: 'x' },
    { ...facts, Id: null },
    { TargetArn: facts.TargetArn },
  ])('is not made of half of what it takes: %o', (half) => {
    expect(madeArn(kind, half)).toEqual({});
  });

  it('is not made where operations tell it', () => {
    expect(madeArn(kindWith({}), facts)).toEqual({});
  });
});
