provider "tencentcloud" {
  region = "ap-guangzhou"
}

resource "tencentcloud_security_group" "web" {
  name = "web-test"
}

resource "tencentcloud_security_group_rule_set" "web" {
  security_group_id = tencentcloud_security_group.web.id
  ingress {
    action     = "ACCEPT"
    protocol   = "TCP"
    port       = "22"
    cidr_block = "0.0.0.0/0"
  }
}

resource "tencentcloud_instance" "web" {
  instance_name           = "web-1"
  private_ip              = "10.0.1.10"
  orderly_security_groups = [tencentcloud_security_group.web.id]
}
