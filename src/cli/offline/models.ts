/** The service models inside the one file that the plugin is: read when a command wants them, for they are the half of it. */
import type { Models } from '../../model/load.ts';
import type { ServiceModel } from '../../model/types.ts';

export async function bundledModels(): Promise<Models> {
  const [sagemaker, autoscaling, greengrass] = await Promise.all([
    import('../../model/sagemaker.json', { with: { type: 'json' } }),
    import('../../model/application-autoscaling.json', { with: { type: 'json' } }),
    import('../../model/greengrassv2.json', { with: { type: 'json' } }),
  ]);
  return {
    sagemaker: sagemaker.default as unknown as ServiceModel,
    'application-autoscaling': autoscaling.default as unknown as ServiceModel,
    greengrassv2: greengrass.default as unknown as ServiceModel,
  };
}
