/** Microsoft's clouds: where one signs in, and where Graph and Azure Resource Manager answer. */

export interface Cloud {
  readonly authority: string;
  readonly graph: string;
  readonly azure: string;
}

/** https://learn.microsoft.com/graph/deployments, https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure */
export const clouds = {
  global: {
    authority: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    azure: "https://management.azure.com",
  },
  "us-government": {
    authority: "https://login.microsoftonline.us",
    graph: "https://graph.microsoft.us",
    azure: "https://management.usgovcloudapi.net",
  },
  "us-government-dod": {
    authority: "https://login.microsoftonline.us",
    graph: "https://dod-graph.microsoft.us",
    azure: "https://management.usgovcloudapi.net",
  },
  china: {
    authority: "https://login.chinacloudapi.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    azure: "https://management.chinacloudapi.cn",
  },
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof clouds;
