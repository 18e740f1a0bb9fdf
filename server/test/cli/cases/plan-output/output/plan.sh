#!/bin/sh
# 6 calls that lead from 'live.sg.json' to the files. Read them before you run them: nothing has been called yet.
# The first call that fails ends the script. Make a new snapshot and a new plan then.
# Note: The CVM 'store-2' is not in the snapshot of what is live: a plan makes no machines.
# Note: Not in the files and left as it is: the group 'old'. --delete takes it out.

set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
request=$work/request.json

# The id that a call has answered.
answered() {
  id=$(printf '%s\n' "$2" | sed -n "s/.*\"$1\": *\"\([a-z]*-[0-9A-Za-z]*\)\".*/\1/p" | head -n 1)
  if [ -z "$id" ]; then
    printf '%s\n' "There is no $1 in the answer." >&2
    exit 1
  fi
  printf '%s' "$id"
}

# 1. Create the group 'store'.
printf '%s\n' '1 of 6: CreateSecurityGroup' >&2
printf '%s\n' '{"GroupName":"store","GroupDescription":"Databases","ProjectId":"0"}' > "$request"
answer=$(tccli vpc CreateSecurityGroup --region ap-guangzhou --output json --cli-input-json "file://$request")
id_1=$(answered SecurityGroupId "$answer")

# 2. Create the group 'ops'.
printf '%s\n' '2 of 6: CreateSecurityGroup' >&2
printf '%s\n' '{"GroupName":"ops","GroupDescription":"","ProjectId":"0"}' > "$request"
answer=$(tccli vpc CreateSecurityGroup --region ap-guangzhou --output json --cli-input-json "file://$request")
id_2=$(answered SecurityGroupId "$answer")

# 3. Set the rules of 'web': 2 inbound, 1 outbound. Newly allowed: 'web-1' inbound tcp 22 from 198.51.100.0/24. No longer allowed: 'web-1' inbound tcp 22 from 203.0.113.0/24.
printf '%s\n' '3 of 6: ModifySecurityGroupPolicies' >&2
printf '%s\n' '{"SecurityGroupId":"sg-0a1b2c3d","SecurityGroupPolicySet":{"Version":"17","Ingress":[{"Protocol":"TCP","Port":"443","CidrBlock":"0.0.0.0/0","Action":"ACCEPT","PolicyDescription":"https"},{"Protocol":"TCP","Port":"22","CidrBlock":"198.51.100.0/24","Action":"ACCEPT"}],"Egress":[{"Protocol":"ALL","Port":"ALL","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}]},"SortPolicys":true}' > "$request"
tccli vpc ModifySecurityGroupPolicies --region ap-guangzhou --output json --cli-input-json "file://$request"

# 4. Set the rules of 'store': 2 inbound, 0 outbound. Newly allowed: group 'store' inbound tcp 3306 from 10.0.1.10.
printf '%s\n' '4 of 6: ModifySecurityGroupPolicies' >&2
printf '%s\n' '{"SecurityGroupId":"'"$id_1"'","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"TCP","Port":"3306","SecurityGroupId":"sg-0a1b2c3d","Action":"ACCEPT"},{"Protocol":"TCP","Port":"22","SecurityGroupId":"'"$id_2"'","Action":"ACCEPT"}],"Egress":[]},"SortPolicys":true}' > "$request"
tccli vpc ModifySecurityGroupPolicies --region ap-guangzhou --output json --cli-input-json "file://$request"

# 5. Set the rules of 'ops': 0 inbound, 1 outbound. Newly allowed: group 'ops' outbound tcp 22 to any.
printf '%s\n' '5 of 6: ModifySecurityGroupPolicies' >&2
printf '%s\n' '{"SecurityGroupId":"'"$id_2"'","SecurityGroupPolicySet":{"Ingress":[],"Egress":[{"Protocol":"TCP","Port":"22","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}]},"SortPolicys":true}' > "$request"
tccli vpc ModifySecurityGroupPolicies --region ap-guangzhou --output json --cli-input-json "file://$request"

# 6. Bind 'store-1' to 'store'.
printf '%s\n' '6 of 6: ModifyInstancesAttribute' >&2
printf '%s\n' '{"InstanceIds":["ins-9g4l3m2n"],"SecurityGroups":["'"$id_1"'"]}' > "$request"
tccli cvm ModifyInstancesAttribute --region ap-guangzhou --output json --cli-input-json "file://$request"
