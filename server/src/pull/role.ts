// The keys of the role that a machine of the cloud may have. The SDK asks the machine's own address for them and renews them.

import CvmRoleCredential from 'tencentcloud-sdk-nodejs-common/tencentcloud/common/cvm_role_credential';
import type { Keys } from './credentials.ts';

/** Elsewhere that address answers nothing. */
const LIMIT_MS = 3000;

export function roleKeys(): () => Promise<Keys> {
  const credential = new CvmRoleCredential();
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('No answer.')), LIMIT_MS);
    });
    try {
      const { secretId = '', secretKey = '', token = '' } = await Promise.race([credential.getCredential(), late]);
      return { secretId, secretKey, token };
    } finally {
      clearTimeout(timer);
    }
  };
}
