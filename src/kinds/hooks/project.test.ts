import { expect, test } from 'vitest';
import { projectShape } from './project.ts';

const template = { TemplateName: 'churn', TemplateURL: 'https://bucket.s3.amazonaws.com/t.yaml' };

test('an update takes a template without its role, which only a creation can name', () => {
  const input = { TemplateProvidersToUpdate: [{ CfnTemplateProvider: { ...template, RoleARN: 'arn:aws:iam::1:role/r' } }] };
  expect(projectShape('UpdateProject', input)).toEqual({ TemplateProvidersToUpdate: [{ CfnTemplateProvider: template }] });
});

test('an update without a template is sent as it is', () => {
  expect(projectShape('UpdateProject', { ProjectName: 'churn' })).toEqual({ ProjectName: 'churn' });
});
