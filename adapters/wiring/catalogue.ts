import { SSMClient } from '@aws-sdk/client-ssm';
import { parseService } from '../../core/service/parse-service.ts';
import { client } from '../clients.ts';
import { type ServiceCatalogue, serviceCatalogue } from '../service-catalogue.ts';

/** The declared services. In a file of its own: whoever imports it has the schema library in its bundle. */
export const catalogue = (): ServiceCatalogue => serviceCatalogue(client(SSMClient), parseService);
